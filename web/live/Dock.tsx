import { useSignal } from "@preact/signals";
import { t } from "../shared/words";
import { Confirm } from "./parts/Confirm";
import { Icon } from "./parts/Icon";
import { useRoom } from "./parts/RoomContext";
import { may } from "./roles";

export function Dock() {
  const room = useRoom();
  const asking = useSignal(false);
  const answered = (yes: boolean): void => {
    asking.value = false;
    if (yes) void room.end();
  };
  return (
    <footer class="dock">
      <button type="button" class="button" onClick={() => room.leave()}>
        <Icon name="log-out" turns />
        {t("Leave")}
      </button>
      {may(room.role.value, "endSession") && (
        <button type="button" class="button quiet bad" onClick={() => (asking.value = true)}>
          <Icon name="square-x" />
          {t("End session")}
        </button>
      )}
      {asking.value && (
        <Confirm
          title={t("End the session for everyone?")}
          text={t("Everyone leaves at once, and nobody can come back to it.")}
          act={t("End session")}
          onAnswer={answered}
        />
      )}
    </footer>
  );
}
