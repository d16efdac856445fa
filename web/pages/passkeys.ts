// Passkeys on the sign-in page and on the account page. Where the browser knows none, their controls stay hidden.
import { post, type Problem } from "../shared/call";
import { t } from "../shared/words";

let asking: AbortController | undefined;

export function enablePasskeys(): void {
  if (typeof PublicKeyCredential === "undefined" || !("parseRequestOptionsFromJSON" in PublicKeyCredential)) return;
  const signIn = document.querySelector<HTMLButtonElement>("[data-passkey-sign-in]");
  if (signIn) offerSignIn(signIn);
  const add = document.querySelector<HTMLFormElement>("[data-passkey-add]");
  if (add) offerAdding(add);
}

function offerSignIn(button: HTMLButtonElement): void {
  const onTo = button.dataset.passkeySignIn ?? "/";
  button.hidden = false;
  button.addEventListener("click", () => void signIn(button, onTo, "optional"));
  void PublicKeyCredential.isConditionalMediationAvailable().then((can) => {
    if (can) void signIn(button, onTo, "conditional");
  });
}

/** With "conditional" the browser offers passkeys among its suggestions for the address, and nothing else happens. */
async function signIn(button: HTMLElement, onTo: string, mediation: CredentialMediationRequirement): Promise<void> {
  asking?.abort();
  const { signal } = (asking = new AbortController());
  const options = await post<PublicKeyCredentialRequestOptionsJSON>("/sign-in/passkey/options");
  if (signal.aborted) return;
  if ("problem" in options) {
    if (mediation !== "conditional") tell(button, options.problem);
    return;
  }
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options.value);
  const credential = await ask(() => navigator.credentials.get({ publicKey, mediation, signal }));
  if (!credential) return;
  const answer = await post("/sign-in/passkey", { credential });
  if ("problem" in answer) tell(button, answer.problem);
  else location.assign(onTo);
}

function offerAdding(form: HTMLFormElement): void {
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void add(form);
  });
}

async function add(form: HTMLFormElement): Promise<void> {
  const options = await post<PublicKeyCredentialCreationOptionsJSON>("/me/passkeys/options");
  if ("problem" in options) {
    tell(form, options.problem);
    return;
  }
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options.value);
  const credential = await ask(() => navigator.credentials.create({ publicKey }));
  if (!credential) return;
  const answer = await post("/me/passkeys", { credential, name: new FormData(form).get("name") });
  if ("problem" in answer) tell(form, answer.problem);
  else location.reload();
}

/** Null when the person closed the browser's dialog, or it was no use: the page then stays as it is. */
async function ask(question: () => Promise<Credential | null>): Promise<unknown> {
  try {
    return ((await question()) as PublicKeyCredential | null)?.toJSON() ?? null;
  } catch (refusal) {
    if (refusal instanceof DOMException) return null;
    throw refusal;
  }
}

function tell(beside: HTMLElement, problem: Problem): void {
  const fault = beside.closest("form")?.querySelector<HTMLElement>("[data-passkey-fault]");
  if (!fault) return;
  fault.textContent = t(Object.values(problem.errors ?? {})[0] ?? problem.title);
  fault.hidden = false;
}
