import { useEffect, useState } from "preact/hooks";
import { elapsed } from "../shared/times";
import { t } from "../shared/words";
import { useRoom } from "./parts/RoomContext";
import { youAre } from "./roles";

export function Header() {
  const room = useRoom();
  return (
    <header class="top">
      <h1>
        <bdi>{room.facts.title}</bdi>
      </h1>
      <Clock />
      {room.state.value?.door.locked && <span class="chip">{t("Locked")}</span>}
      <span class="grow small soft you-are">{youAre(room.role.value)}</span>
    </header>
  );
}

/** How long the session has run, or until it begins, by the server's clock. */
function Clock() {
  const room = useRoom();
  const session = room.state.value?.session;
  const [, tick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => tick((count) => count + 1), 1000);
    return () => clearInterval(timer);
  }, []);
  if (!session) return null;
  const begins = session.startedAt ?? session.startsAt;
  if (begins === null || begins === undefined) return <span class="chip live">{t("Live")}</span>;
  const ago = room.now() - begins;
  return (
    <span class={ago >= 0 ? "chip live" : "chip"} role="timer">
      {ago >= 0 ? t("Live · {0}", elapsed(ago)) : t("Begins in {0}", elapsed(-ago + 999))}
    </span>
  );
}
