import { useSignal } from "@preact/signals";
import { t } from "../../shared/words";
import { Avatar } from "../parts/Avatar";
import { Confirm } from "../parts/Confirm";
import { Icon } from "../parts/Icon";
import { Menu } from "../parts/Menu";
import { useLive, useRoom } from "../parts/RoomContext";
import type { Participant } from "../protocol";
import { mayRemove, mayRevoke, roleName, rolesToGive } from "../roles";

type Asking = "remove" | "revoke";

/** A person, whether they are here, and what this one may do about them. */
export function PersonRow({ person }: { person: Participant }) {
  const { you } = useLive();
  const room = useRoom();
  const asking = useSignal<Asking | null>(null);
  const isYou = person.id === you.participant;
  const answered = (yes: boolean): void => {
    const act = asking.value;
    asking.value = null;
    if (yes) void (act === "remove" ? room.remove(person.id) : room.revoke(person.id));
  };
  return (
    <li class={person.present ? "person" : "person away"}>
      <Avatar of={person.id} name={person.name} />
      <div>
        <bdi>{person.name}</bdi> {isYou && <span class="small soft">{t("you")}</span>}
        {person.guest && <span class="chip small">{t("Guest")}</span>}
        {!person.present && <div class="small soft">{t("Away")}</div>}
      </div>
      {!isYou && <PersonMenu person={person} onAsk={(act) => (asking.value = act)} />}
      {asking.value && <Question act={asking.value} name={person.name} onAnswer={answered} />}
    </li>
  );
}

function PersonMenu({ person, onAsk }: { person: Participant; onAsk: (act: Asking) => void }) {
  const room = useRoom();
  const { you } = useLive();
  const toGive = rolesToGive(you.role, person);
  const [remove, revoke] = [mayRemove(you.role, person), mayRevoke(you.role, person)];
  if (toGive.length === 0 && !remove && !revoke) return null;
  return (
    <Menu label={t("Actions for {0}", person.name)} keep={`person ${person.id}`}>
      {toGive.length > 0 && <div class="caption">{t("Role")}</div>}
      {toGive.map((role) => (
        <button
          key={role}
          type="button"
          role="menuitemradio"
          tabIndex={-1}
          aria-checked={person.role === role}
          onClick={() => person.role !== role && void room.changeRole(person.id, role)}
        >
          {roleName(role)}
          {person.role === role && <Icon name="check" />}
        </button>
      ))}
      {toGive.length > 0 && (remove || revoke) && <hr />}
      {remove && (
        <button type="button" role="menuitem" tabIndex={-1} class="bad" onClick={() => onAsk("remove")}>
          <Icon name="user-minus" />
          {t("Remove from session")}
        </button>
      )}
      {revoke && (
        <button type="button" role="menuitem" tabIndex={-1} class="bad" onClick={() => onAsk("revoke")}>
          <Icon name="ban" />
          {t("Revoke invitation")}
        </button>
      )}
    </Menu>
  );
}

function Question({ act, name, onAnswer }: { act: Asking; name: string; onAnswer: (yes: boolean) => void }) {
  return act === "remove" ? (
    <Confirm
      title={t("Remove {0}?", name)}
      text={t("They leave at once and cannot come back to this session.")}
      act={t("Remove")}
      onAnswer={onAnswer}
    />
  ) : (
    <Confirm
      title={t("Revoke the invitation of {0}?", name)}
      text={t("They leave at once, and their link opens this room no more.")}
      act={t("Revoke")}
      onAnswer={onAnswer}
    />
  );
}
