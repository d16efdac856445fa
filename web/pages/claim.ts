import { proof } from "../shared/deviceKey";

/**
 * Signs each [data-claim] form with this device's key as it is sent, so that what gets bound is the device and not a cookie that
 * could be copied. A form marked data-auto is sent at once: it is only on the page of somebody who is known already.
 */
export function claimWithDeviceKey(root: ParentNode): void {
  for (const form of root.querySelectorAll<HTMLFormElement>("form[data-claim]")) {
    const path = form.getAttribute("action") ?? "";
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      // A button may send the form elsewhere, which submit() would not know.
      form.setAttribute("action", event.submitter?.getAttribute("formaction") ?? path);
      void send(form);
    });
    if (form.dataset.auto !== undefined) void send(form);
  }
}

async function send(form: HTMLFormElement): Promise<void> {
  if (form.ariaBusy === "true") return;
  form.ariaBusy = "true";
  const signed = await sign(form);
  if (signed) form.append(hidden("proof", signed));
  form.submit();
}

/** Null where the browser has no key or the site is out of reach: then the form goes as it is, and the server says what it takes. */
async function sign(form: HTMLFormElement): Promise<string | null> {
  const nonce = form.dataset.nonce ?? (await freshNonce());
  if (nonce === null) return null;
  return proof({ htm: "POST", htu: location.origin + (form.getAttribute("action") ?? ""), nonce });
}

async function freshNonce(): Promise<string | null> {
  const watch = document.querySelector<HTMLElement>("[data-watch]")?.dataset.watch;
  const answer = watch ? await fetch(watch).catch(() => null) : null;
  return answer?.ok ? ((await answer.json()) as { nonce: string }).nonce : null;
}

function hidden(name: string, value: string): HTMLInputElement {
  const input = document.createElement("input");
  input.type = "hidden";
  input.name = name;
  input.value = value;
  return input;
}
