// The live page: finds its place in the page that the server wrote, and enters.
import { render } from "preact";
import { enhanceDialogs } from "../pages/dialogs";
import { openPagesAsDialogs } from "../pages/pageDialog";
import { tellFramed } from "../shared/framed";
import { App } from "./App";
import { keepFocus } from "./focus";
import { RoomContext } from "./parts/RoomContext";
import type { Role } from "./protocol";
import { Room } from "./room";

tellFramed();
const place = document.getElementById("live");
if (place) {
  const {
    session = "",
    room = "",
    title = "",
    name = "",
    role,
    leave = "",
    roomsUrl = "",
    attended = "0",
  } = place.dataset;
  const { device, invites, manages } = place.dataset;
  const live = new Room({
    session,
    room,
    title,
    name,
    role: role as Role,
    leave,
    attended: Number(attended) * 1000,
    roomsUrl,
    mayInvite: invites !== undefined,
    onDevice: device !== undefined,
    manages: manages !== undefined,
  });
  place.replaceChildren();
  render(
    <RoomContext.Provider value={live}>
      <App />
    </RoomContext.Provider>,
    place,
  );
  keepFocus(place);
  live.enter();
  // The dialog of the media page, the same page of the server; this page stays where it is, whatever comes of it.
  openPagesAsDialogs(enhanceDialogs, {
    go: (url) => void window.open(url, "_blank", "noopener"),
    changed: () => undefined,
  });
}
