import { t } from "../shared/words";
import { Icon } from "./parts/Icon";
import { useRoom } from "./parts/RoomContext";

/** What one is told of: on the screen for a while, and spoken at once. */
export function NoticesBox() {
  const room = useRoom();
  return (
    <div class="notices" data-keep="notices">
      {/* There from the beginning and filled later: only so do screen readers speak it. */}
      <div role="status">
        <Lost />
      </div>
      <div role="status" class="tight">
        {room.notices.all.value.map((notice) => (
          <div key={notice.id} class={notice.bad ? "notice bad" : "notice"}>
            <Icon name={notice.bad ? "circle-alert" : "info"} />
            <span>{notice.text}</span>
            <button
              type="button"
              class="link"
              aria-label={t("Dismiss")}
              onClick={() => room.notices.dismiss(notice.id)}
            >
              <Icon name="x" />
            </button>
          </div>
        ))}
      </div>
    </div>
  );
}

function Lost() {
  const link = useRoom().link.value;
  if (link !== "reconnecting" && link !== "unreachable") return null;
  return (
    <div class="notice lost">
      <Icon name="wifi-off" />
      {link === "unreachable" ? (
        <span>{t("The session cannot be reached right now. Trying again…")}</span>
      ) : (
        <span>
          <b>{t("Reconnecting")}</b> · {t("What you write is kept and sent when you are back.")}
        </span>
      )}
    </div>
  );
}
