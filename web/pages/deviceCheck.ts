/** Shows a camera preview and a level meter in a dialog, and lets go of both when it closes. Nothing leaves the browser. */
export function offerDeviceCheck(root: ParentNode): void {
  const button = root.querySelector<HTMLButtonElement>("[data-device-check]");
  const dialog = root.querySelector<HTMLDialogElement>("#device-check");
  if (!button || !dialog || !("mediaDevices" in navigator)) return;
  button.hidden = false;
  button.addEventListener("click", () => void open(dialog));
  dialog.querySelector("[data-close]")?.addEventListener("click", () => dialog.close());
}

async function open(dialog: HTMLDialogElement): Promise<void> {
  const refused = dialog.querySelector<HTMLElement>("[data-refused]");
  dialog.showModal();
  try {
    const media = await navigator.mediaDevices.getUserMedia({ video: true, audio: true });
    const stopMeter = meter(media, dialog.querySelector("meter"));
    const video = dialog.querySelector("video");
    if (video) video.srcObject = media;
    if (refused) refused.hidden = true;
    const letGo = (): void => {
      stopMeter();
      for (const track of media.getTracks()) track.stop();
    };
    if (dialog.open) dialog.addEventListener("close", letGo, { once: true });
    else letGo();
  } catch {
    if (refused) refused.hidden = false;
  }
}

function meter(media: MediaStream, bar: HTMLMeterElement | null): () => void {
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  context.createMediaStreamSource(media).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    const loudness = Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
    if (bar) bar.value = Math.min(1, loudness * 4);
  }, 60);
  return () => {
    clearInterval(timer);
    void context.close();
  };
}
