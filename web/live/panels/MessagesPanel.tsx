import { t } from "../../shared/words";
import { Composer } from "../parts/Composer";
import { useRoom } from "../parts/RoomContext";
import { Feed } from "./Feed";

/** Open to all. */
export function Chat() {
  const room = useRoom();
  return (
    <>
      <Feed panel="chat" label={t("Chat messages")} empty={t("Nobody has written yet. Say hello.")} />
      <Composer
        place="chat"
        label={t("Message to everyone")}
        hint={t("Message everyone")}
        onSend={(text) => room.outgoing.send({ kind: "say", panel: "chat" }, text)}
      />
    </>
  );
}

/** For Speakers, Moderators and Hosts. */
export function Backchannel() {
  const room = useRoom();
  return (
    <>
      <Feed
        panel="backchannel"
        label={t("Backchannel messages")}
        empty={t("Only Speakers, Moderators and Hosts read what is written here.")}
      />
      <Composer
        place="backchannel"
        label={t("Message to Speakers, Moderators and Hosts")}
        hint={t("Message the backchannel")}
        onSend={(text) => room.outgoing.send({ kind: "say", panel: "backchannel" }, text)}
      />
    </>
  );
}
