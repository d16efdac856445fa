const PAUSE = 600;

/** A form with [data-live-preview] shows what it comes to by itself, a moment after the last key: by the button that it names. */
export function previewLive(root: ParentNode = document): void {
  for (const form of root.querySelectorAll<HTMLFormElement>("form[data-live-preview]")) {
    const button = document.getElementById(form.dataset.livePreview ?? "");
    if (!(button instanceof HTMLButtonElement)) continue;
    const show = (): void => {
      form.requestSubmit(button);
    };
    let soon = 0;
    form.addEventListener("input", () => {
      clearTimeout(soon);
      soon = window.setTimeout(show, PAUSE);
    });
    show();
  }
}
