// Pages between a learning platform and this site: they may be in a frame in which the browser keeps nothing.
import { getFromPlatform, putIntoPlatform } from "./platformStorage";

const login = document.querySelector<HTMLElement>("[data-lti-login]");
const storage = document.querySelector<HTMLElement>("[data-lti-storage]");
if (login) void begin(login);
if (storage) void finish(storage);
document.querySelector<HTMLFormElement>("form[data-sends-itself]")?.requestSubmit();
offerToClose();

/** On to the platform, once this browser keeps the launch's secret somewhere; else in a window of its own. */
async function begin(page: HTMLElement): Promise<void> {
  const { onTo, key, secret, platform, storage: frame } = page.dataset;
  if (!onTo || !key || !secret) return;
  const stored = frame && platform ? await putIntoPlatform({ frame, origin: platform }, key, secret) : false;
  if (stored || keepsCookies()) location.replace(onTo);
  else sayBlocked(page);
}

/** The secret comes back from the platform's storage, and goes to the server along with what the platform signed. */
async function finish(page: HTMLElement): Promise<void> {
  const { key, platform, storage: frame } = page.dataset;
  const form = page.querySelector("form");
  const proof = form?.elements.namedItem("proof");
  const secret = key && frame && platform ? await getFromPlatform({ frame, origin: platform }, key) : null;
  if (secret === null || !form || !(proof instanceof HTMLInputElement)) {
    sayBlocked(page);
    return;
  }
  proof.value = secret;
  form.submit();
}

function keepsCookies(): boolean {
  const mark = "__Host-usher-kept=1";
  document.cookie = `${mark}; Secure; Path=/; SameSite=None; Partitioned; Max-Age=60`;
  return document.cookie.includes(mark);
}

function sayBlocked(page: HTMLElement): void {
  page.querySelectorAll<HTMLElement>("[data-waiting]").forEach((part) => (part.hidden = true));
  page.querySelectorAll<HTMLElement>("[data-blocked]").forEach((part) => (part.hidden = false));
}

/** Dynamic Registration §3.6: the platform closes the window or frame that it opened. */
function offerToClose(): void {
  if (!document.querySelector("[data-registered]")) return;
  const opener = (window.opener as Window | null) ?? (window.parent === window ? null : window.parent);
  if (!opener) return;
  const close = () => opener.postMessage({ subject: "org.imsglobal.lti.close" }, "*");
  close();
  const button = document.querySelector<HTMLButtonElement>("[data-closes-registration]");
  if (!button) return;
  button.hidden = false;
  button.addEventListener("click", close);
}
