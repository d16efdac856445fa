import { t } from "../../shared/words";
import type { Send } from "../sends";
import { Icon } from "./Icon";
import { useRoom } from "./RoomContext";

/** Whether something of one's own is on its way, or why it was refused and what to do about it. */
export function SendStanding({ send }: { send: Send }) {
  const room = useRoom();
  if (send.refusal === null)
    return (
      <span class="small soft under-way">
        {room.link.value === "live" ? t("Sending…") : t("Will be sent when you are connected again")}
      </span>
    );
  return (
    <>
      <span class="fault" role="alert">
        <Icon name="circle-alert" />
        {t("Not sent. {0}", send.refusal)}
      </span>
      <span class="row">
        <button type="button" class="link small" onClick={() => room.outgoing.retry(send.id)}>
          {t("Try again")}
        </button>
        <button type="button" class="link small" onClick={() => room.outgoing.discard(send.id)}>
          {t("Discard")}
        </button>
      </span>
    </>
  );
}
