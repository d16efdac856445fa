import { t } from "../shared/words";
import { Avatar, tintOf } from "./parts/Avatar";
import { Icon } from "./parts/Icon";
import { useLive } from "./parts/RoomContext";
import type { Participant } from "./protocol";
import { may, rank, roleName } from "./roles";

/** Who is on the stage: the Hosts, Moderators and Speakers that are here. */
export function Stage() {
  const { participants, you } = useLive();
  const people = [...participants.values()].filter((person) => person.present && may(person.role, "beOnStage"));
  if (people.length === 0)
    return (
      <main class="stage" aria-label={t("Stage")}>
        <div class="empty">
          <Icon name="users" />
          <p>{t("The stage is empty. Speakers appear here as they come in.")}</p>
        </div>
      </main>
    );
  return (
    <main class="stage" aria-label={t("Stage")} tabIndex={0}>
      <ul class="plain-list tiles" data-count={Math.min(people.length, 5)}>
        {people.toSorted(foremostFirst).map((person) => (
          <Tile key={person.id} person={person} isYou={person.id === you.participant} />
        ))}
      </ul>
    </main>
  );
}

function Tile({ person, isYou }: { person: Participant; isYou: boolean }) {
  return (
    <li class="tile" data-tint={tintOf(person.id)}>
      <Avatar of={person.id} name={person.name} large />
      <div class="tile-name">
        <bdi>{person.name}</bdi>
        <span class="small soft">{isYou ? t("{0}, you", roleName(person.role)) : roleName(person.role)}</span>
      </div>
    </li>
  );
}

/** By role, and then by when they first came (ids rise with time), so that tiles keep their places. */
const foremostFirst = (one: Participant, other: Participant): number =>
  rank(other.role) - rank(one.role) || (one.id < other.id ? -1 : 1);
