import { t } from "../../shared/words";
import type { Send } from "../sends";
import { Icon } from "./Icon";
import { useRoom } from "./RoomContext";
import { Text } from "./Text";

/** Something of one's own on its way, or refused, with what to do about it. */
export function Unsent({ send }: { send: Send }) {
  const room = useRoom();
  if (send.refusal === null)
    return (
      <li class="unsent">
        <Text text={send.text} />
        <span class="small soft under-way">
          {room.link.value === "live" ? t("Sending…") : t("Will be sent when you are connected again")}
        </span>
      </li>
    );
  return (
    <li class="unsent refused">
      <Text text={send.text} />
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
    </li>
  );
}
