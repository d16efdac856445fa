import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../shared/words";
import { Icon } from "./parts/Icon";
import { Menu } from "./parts/Menu";
import { useRoom } from "./parts/RoomContext";
import type { HandOver } from "./protocol";

/** The menu of one's own: move to another device. */
export function MoveDevice() {
  const open = useSignal(false);
  return (
    <>
      <Menu label={t("More about your place")}>
        <button type="button" role="menuitem" tabIndex={-1} onClick={() => (open.value = true)}>
          <Icon name="smartphone" />
          {t("Move to another device")}
        </button>
      </Menu>
      {open.value && <HandOverDialog onClose={() => (open.value = false)} />}
    </>
  );
}

function HandOverDialog({ onClose }: { onClose: () => void }) {
  const room = useRoom();
  const dialog = useRef<HTMLDialogElement>(null);
  const handOver = useSignal<HandOver | null>(null);
  const renew = (): void => {
    handOver.value = null;
    void room.handOver().then((given) => (handOver.value = given));
  };
  const link = room.link.value;
  useEffect(() => dialog.current?.showModal(), []);
  useEffect(() => {
    // As soon as the page is connected. What is shown already holds through a connection that was lost and found.
    if (link === "live" && !handOver.peek()?.code) renew();
  }, [link]);
  useEffect(() => {
    const until = handOver.value?.until;
    if (until === null || until === undefined) return;
    const timer = setTimeout(() => (handOver.value = { problem: over() }), Math.max(0, until - room.now()));
    return () => clearTimeout(timer);
  }, [handOver.value]);
  const given = handOver.value;
  return (
    <dialog ref={dialog} class="narrow" aria-labelledby="hand-over" onClose={onClose}>
      <form method="dialog">
        <div class="tight">
          <h2 id="hand-over">{t("Move to another device")}</h2>
          <p class="soft">{t("Point its camera here, or open your invitation there and type the code.")}</p>
        </div>
        <div class="hand-over" aria-live="polite" aria-busy={given === null}>
          {given?.problem && <p class="notice bad">{given.problem.sentence}</p>}
          {given?.picture && <Picture svg={given.picture} />}
          {given?.code && <output class="code">{given.code}</output>}
          {given === null && <span class="skeleton" />}
        </div>
        <p class="small soft">
          {t(
            "It works once, within five minutes. As soon as you are in over there, this page is out. Show it to nobody else.",
          )}
        </p>
        <div class="end">
          {given?.problem && (
            <button type="button" class="button" onClick={renew}>
              {t("New code")}
            </button>
          )}
          <button class="button primary">{t("Close")}</button>
        </div>
      </form>
    </dialog>
  );
}

/** As a picture and not as markup, so that nothing in it could ever run. */
function Picture({ svg }: { svg: string }) {
  return <img class="qr" src={`data:image/svg+xml,${encodeURIComponent(standalone(svg))}`} alt={t("QR code")} />;
}

const standalone = (svg: string): string => svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ');

const over = () => ({ code: "", sentence: t("This code's time is over.") });
