import { useSignal } from "@preact/signals";
import { t } from "../../shared/words";
import { Avatar } from "../parts/Avatar";
import { Composer } from "../parts/Composer";
import { Icon } from "../parts/Icon";
import { useLive, useRoom } from "../parts/RoomContext";
import type { Waiter } from "../protocol";

/** The door, for Moderators and Hosts: lock it, and decide about those who wait before it. */
export function WaitingList() {
  const room = useRoom();
  const { locked, waiting, words } = useLive().door;
  const last = words.at(-1);
  return (
    <section class="waiting-list" aria-label={t("Waiting room")}>
      <div class="people-head">
        <h3>
          {t("Waiting room")} {locked && <span class="soft numbers">{waiting?.length ?? 0}</span>}
        </h3>
        <button type="button" class="button small" aria-pressed={locked} onClick={() => void room.lock(!locked)}>
          <Icon name="lock" />
          {locked ? t("Unlock the room") : t("Lock the room")}
        </button>
      </div>
      {locked && waiting?.length === 0 && (
        <p class="small soft">{t("The room is locked. Whoever arrives waits here until you let them in.")}</p>
      )}
      {waiting && waiting.length > 0 && (
        <>
          <ul class="plain-list">
            {waiting.map((waiter) => (
              <WaiterRow key={waiter.id} waiter={waiter} />
            ))}
          </ul>
          {waiting.length > 1 && (
            <button type="button" class="button small" onClick={() => void room.admitAll()}>
              <Icon name="users" />
              {t("Admit all")}
            </button>
          )}
        </>
      )}
      {locked && (
        <>
          <AskToNotify />
          <Composer
            place="waiting"
            label={t("Message to those who wait")}
            hint={t("Write to those who wait")}
            onSend={(text) => void room.tellWaiting(text)}
          />
          {last && (
            <p class="small soft" dir="auto">
              {t("Last: {0}", last.text)}
            </p>
          )}
        </>
      )}
    </section>
  );
}

function WaiterRow({ waiter }: { waiter: Waiter }) {
  const room = useRoom();
  return (
    <li class="person">
      <Avatar of={waiter.id} name={waiter.name} />
      <div>
        <bdi>{waiter.name}</bdi> {waiter.guest && <span class="chip small">{t("Guest")}</span>}
      </div>
      <div class="row">
        <button
          type="button"
          class="button small quiet"
          aria-label={t("Decline {0}", waiter.name)}
          onClick={() => void room.decline(waiter.id)}
        >
          {t("Decline")}
        </button>
        <button
          type="button"
          class="button small primary"
          aria-label={t("Admit {0}", waiter.name)}
          onClick={() => void room.admit(waiter.id)}
        >
          {t("Admit")}
        </button>
      </div>
    </li>
  );
}

/** Offered once, to those whom their browser has not asked yet. */
function AskToNotify() {
  const asked = useSignal(!("Notification" in window) || Notification.permission !== "default");
  if (asked.value) return null;
  const ask = (): void => void Notification.requestPermission().then(() => (asked.value = true));
  return (
    <button type="button" class="button small quiet" onClick={ask}>
      <Icon name="info" />
      {t("Notify me in other windows too")}
    </button>
  );
}
