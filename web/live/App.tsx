import { t } from "../shared/words";
import { Dock } from "./Dock";
import { Goodbye } from "./Goodbye";
import { Header } from "./Header";
import { NoticesBox } from "./NoticesBox";
import { Panels } from "./panels/Panels";
import { useRoom } from "./parts/RoomContext";
import { Stage } from "./Stage";
import { WaitingRoom } from "./WaitingRoom";

export function App() {
  const room = useRoom();
  const farewell = room.farewell.value;
  if (farewell) return <Goodbye farewell={farewell} />;
  const waiting = room.waiting.value;
  if (waiting)
    return (
      <>
        <WaitingRoom waiting={waiting} />
        <NoticesBox />
      </>
    );
  return (
    <div class="frame">
      <Header />
      {room.state.value ? <Stage /> : <main class="stage" aria-label={t("Stage")} />}
      {room.state.value ? <Panels /> : <Waiting />}
      <Dock />
      <NoticesBox />
    </div>
  );
}

/** The shape of what will stand here, until the welcome. */
function Waiting() {
  return (
    <aside class="panel" aria-busy="true" aria-label={t("Panels")}>
      <p class="heard-only" role="status">
        {t("Connecting…")}
      </p>
      <div class="feed" aria-hidden="true">
        {["60%", "85%", "45%", "70%"].map((width) => (
          <div key={width} class="message">
            <span class="avatar skeleton" />
            <span class="skeleton" style={{ inlineSize: "35%" }} />
            <span class="skeleton" style={{ inlineSize: width }} />
          </div>
        ))}
      </div>
    </aside>
  );
}
