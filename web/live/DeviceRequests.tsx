import { timeOfDay } from "../shared/times";
import { t } from "../shared/words";
import { sureness } from "./assurances";
import { Icon } from "./parts/Icon";
import { useRoom } from "./parts/RoomContext";
import type { DeviceRequest } from "./protocol";

/** Those who ask to come on another device, for whoever may let people in: one click each. */
export function DeviceRequests() {
  const room = useRoom();
  return (
    <div role="status" class="tight device-requests">
      {room.deviceRequests.value.map((request) => (
        <Request key={request.id} request={request} />
      ))}
    </div>
  );
}

function Request({ request }: { request: DeviceRequest }) {
  const room = useRoom();
  return (
    <div class="notice device-request">
      <Icon name="smartphone" />
      <div>
        <b>{t("{0} asks to come on another device", request.name)}</b>
        <div class="small soft">
          {t("{0} on {1}", request.browser, request.system)} · {timeOfDay(request.askedAt)} ·{" "}
          {sureness(request.assurance)}
        </div>
        <div class="small soft">{t("Approve it if you know that it is them; their old device is then out.")}</div>
        <div class="row">
          <button type="button" class="button small primary" onClick={() => void room.decideDevice(request.id, true)}>
            {t("Approve")}
          </button>
          <button type="button" class="button small" onClick={() => void room.decideDevice(request.id, false)}>
            {t("Decline")}
          </button>
        </div>
      </div>
    </div>
  );
}
