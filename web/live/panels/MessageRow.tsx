import type { ComponentChildren } from "preact";
import { memo } from "preact/compat";
import { timeOfDay } from "../../shared/times";
import { Avatar } from "../parts/Avatar";
import { SendStanding } from "../parts/SendStanding";
import { Text } from "../parts/Text";
import type { Message, You } from "../protocol";
import { may, roleName } from "../roles";
import type { Send } from "../sends";

/** Memoised: thousands stand in a long feed, and only the new one is drawn. */
export const MessageRow = memo(function MessageRow({ message, goesOn }: { message: Message; goesOn: boolean }) {
  return (
    <Row {...message} goesOn={goesOn}>
      <Text text={message.text} />
    </Row>
  );
});

/** A message of one's own that the session does not show yet: where and as it will stand, so that nothing jumps. */
export function SendRow({ send, goesOn, you }: { send: Send; goesOn: boolean; you: You }) {
  return (
    <Row by={you.participant} name={you.name} role={you.role} at={send.at} goesOn={goesOn}>
      <div class={send.refusal === null ? "unsent" : "unsent refused"}>
        <Text text={send.text} />
        <SendStanding send={send} />
      </div>
    </Row>
  );
}

type Written = Pick<Message, "by" | "name" | "role" | "at"> & { goesOn: boolean; children: ComponentChildren };

function Row({ by, name, role, at, goesOn, children }: Written) {
  return (
    <li class={goesOn ? "message goes-on" : "message"}>
      {goesOn ? null : <Avatar of={by} name={name} />}
      <div class={goesOn ? "heard-only" : "message-head"}>
        <b>
          <bdi>{name}</bdi>
        </b>
        {may(role, "beOnStage") && <span class="small soft role-of">{roleName(role)}</span>}
        <time class="small soft numbers" dateTime={new Date(at).toISOString()}>
          {timeOfDay(at)}
        </time>
      </div>
      {children}
    </li>
  );
}
