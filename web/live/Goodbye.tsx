import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "../shared/words";
import { wereHere } from "./attended";
import { Icon } from "./parts/Icon";
import { useRoom } from "./parts/RoomContext";
import type { Farewell } from "./protocol";

/** The last thing this page shows: why one is out, how long one was there, and where to go. */
export function Goodbye({ farewell }: { farewell: Farewell }) {
  const room = useRoom();
  const { facts } = room;
  const heading = useRef<HTMLHeadingElement>(null);
  const [attended] = useState(() => (farewell.refused ? null : wereHere(room.attended())));
  useEffect(() => heading.current?.focus(), []);
  const step = nextStep(farewell, facts.leave !== "");
  const signIn = farewell.code === "sign-in.needed";
  const again =
    farewell.code === "left" || farewell.code === "live.declined" || (farewell.refused && step === null && !signIn);
  return (
    <main class={isHard(farewell) ? "goodbye hard" : "goodbye"}>
      <Icon name={mark(farewell)} />
      <p class="soft">
        <bdi>{facts.title}</bdi>
      </p>
      <h1 ref={heading} tabIndex={-1}>
        {title(farewell)}
      </h1>
      <p>{t(farewell.sentence)}</p>
      {attended && <p>{attended}</p>}
      {step && <p class="soft">{step}</p>}
      <div class="row wraps">
        {again && (
          <button type="button" class="button primary" onClick={() => location.reload()}>
            {farewell.code === "left" ? t("Come back in") : t("Try again")}
          </button>
        )}
        {signIn && (
          <a class="button primary" href={`/sign-in?return=${encodeURIComponent(location.pathname)}`}>
            {t("Sign in")}
          </a>
        )}
        {facts.leave && (
          <a class={again || signIn ? "button" : "button primary"} href={facts.leave}>
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

const isHard = ({ code }: Farewell): boolean => ["live.removed", "invitation.revoked", "guest-link.off"].includes(code);

function mark({ code }: Farewell): string {
  switch (code) {
    case "left":
    case "session.ended":
      return "door-open";
    case "invitation.device-moved":
      return "smartphone";
    case "live.declined":
      return "lock";
    case "live.removed":
      return "user-minus";
    case "invitation.revoked":
    case "guest-link.off":
      return "ban";
    case "invitation.expired":
      return "history";
    case "sign-in.needed":
      return "log-in";
    default:
      return "circle-x";
  }
}

/** What one can do now, where the buttons do not say it. */
function nextStep({ code }: Farewell, hasRoom: boolean): string | null {
  switch (code) {
    case "live.removed":
      return t("If you think that was a mistake, ask the host. Only a host can let you back in.");
    case "invitation.revoked":
    case "invitation.expired":
      return t("Open the link in your invitation: there you can ask for a new one.");
    case "guest-link.off":
      return t("If you still want to come, ask the host for another way in.");
    case "invitation.device-moved":
      return t("Go on over there. You can close this tab.");
    case "left":
    case "session.ended":
      return hasRoom ? null : t("You can close this tab.");
    default:
      return null;
  }
}

function title({ code, refused }: Farewell): string {
  if (code === "invitation.device-moved") return t("You are on another device");
  if (code === "left") return t("You have left");
  if (code === "live.declined") return t("Not this time");
  if (refused) return t("You are not in the session");
  return code === "session.ended" ? t("Thank you for being here") : t("You are out of the session");
}
