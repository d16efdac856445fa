// The live page: finds its place in the page that the server wrote, and enters.
import { render } from "preact";
import { App } from "./App";
import { RoomContext } from "./parts/RoomContext";
import type { Role } from "./protocol";
import { Room } from "./room";

const place = document.getElementById("live");
if (place) {
  const { session = "", room = "", title = "", name = "", role, leave = "", roomsUrl = "" } = place.dataset;
  const onDevice = place.dataset.device !== undefined;
  const live = new Room({ session, room, title, name, role: role as Role, leave, roomsUrl, onDevice });
  place.replaceChildren();
  render(
    <RoomContext.Provider value={live}>
      <App />
    </RoomContext.Provider>,
    place,
  );
  live.enter();
}
