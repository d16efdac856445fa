const BETWEEN_LOOKS = 250;

/** While a form with data-progress is under way by its [name] button, its <progress> shows how far the server is. Returns what ends that. */
export function watchProgress(form: HTMLFormElement, submitter: HTMLElement | null): () => void {
  const bar = form.querySelector("progress");
  const url = form.dataset.progress;
  if (!bar || !url || !(submitter instanceof HTMLButtonElement) || submitter.name === "") return () => undefined;
  bar.hidden = false;
  const timer = setInterval(() => void look(url, bar), BETWEEN_LOOKS);
  return () => {
    clearInterval(timer);
    bar.hidden = true;
  };
}

async function look(url: string, bar: HTMLProgressElement): Promise<void> {
  const answer = await fetch(url).catch(() => null);
  if (answer?.status !== 200) return;
  const { done, of } = (await answer.json()) as { done: number; of: number };
  bar.max = of;
  bar.value = done;
}
