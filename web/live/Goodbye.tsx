import { useEffect, useRef } from "preact/hooks";
import { t } from "../shared/words";
import { Icon } from "./parts/Icon";
import { useRoom } from "./parts/RoomContext";
import type { Farewell } from "./protocol";

/** The last thing this page shows: why one is out, and where to go. */
export function Goodbye({ farewell }: { farewell: Farewell }) {
  const { facts } = useRoom();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <main class="goodbye">
      <Icon name={farewell.code === "left" || farewell.code === "session.ended" ? "door-open" : "circle-x"} />
      <p class="soft">
        <bdi>{facts.title}</bdi>
      </p>
      <h1 ref={heading} tabIndex={-1}>
        {title(farewell)}
      </h1>
      <p>{t(farewell.sentence)}</p>
      <div class="row wraps">
        {(farewell.code === "left" || farewell.code === "live.declined" || farewell.refused) && (
          <button type="button" class="button primary" onClick={() => location.reload()}>
            {farewell.code === "left" ? t("Come back in") : t("Try again")}
          </button>
        )}
        {facts.leave && (
          <a class={farewell.refused ? "button" : "button primary"} href={facts.leave}>
            {t("Go to the room")}
          </a>
        )}
        {facts.roomsUrl && (
          <a class="button quiet" href={facts.roomsUrl}>
            {t("My rooms")}
          </a>
        )}
      </div>
    </main>
  );
}

function title({ code, refused }: Farewell): string {
  if (code === "invitation.device-moved") return t("You are on another device");
  if (code === "left") return t("You have left");
  if (code === "live.declined") return t("Not this time");
  if (refused) return t("You are not in the session");
  return code === "session.ended" ? t("Thank you for being here") : t("You are out of the session");
}
