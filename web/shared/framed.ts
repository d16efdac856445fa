/**
 * Parts marked data-framed="yes" are for a frame of a learning platform, data-framed="no" for a window of one's own. A part marked
 * data-lacks-devices is shown where the frame may use neither camera nor microphone.
 */
export function tellFramed(): void {
  const framed = window.parent !== window;
  for (const part of document.querySelectorAll<HTMLElement>("[data-framed]"))
    part.hidden = (part.dataset.framed === "yes") !== framed;
  for (const part of document.querySelectorAll<HTMLElement>("[data-lacks-devices]"))
    part.hidden = !framed || mayUseDevices();
}

interface Policy {
  allowsFeature(feature: string): boolean;
}

// Chromium tells; elsewhere the browser will say when it is asked for the camera.
function mayUseDevices(): boolean {
  const policy = (document as { featurePolicy?: Policy }).featurePolicy;
  return !policy || (policy.allowsFeature("camera") && policy.allowsFeature("microphone"));
}
