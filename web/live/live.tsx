// The live page: finds its place in the page that the server wrote, and enters.
import { render } from "preact";
import { App } from "./App";
import { keepFocus } from "./focus";
import { RoomContext } from "./parts/RoomContext";
import type { Role } from "./protocol";
import { Room } from "./room";

const place = document.getElementById("live");
if (place) {
  const { session = "", room = "", title = "", name = "", role, leave = "", roomsUrl = "" } = place.dataset;
  const live = new Room({ session, room, title, name, role: role as Role, leave, roomsUrl });
  place.replaceChildren();
  render(
    <RoomContext.Provider value={live}>
      <App />
    </RoomContext.Provider>,
    place,
  );
  keepFocus(place);
  live.enter();
}
