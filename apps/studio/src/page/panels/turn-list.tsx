// The conversation: questions with what they point at, answers as they are written.
import { useEffect, useRef } from "preact/hooks";
import { mentions } from "../prompts/named-prompt.js";
import type { Conversation, Turn } from "../talk/conversation.js";
import { AnswerWords } from "./answer-words.js";

export function TurnList({ talk }: { talk: Conversation }) {
  const turns = talk.turns.value;
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    list.current?.lastElementChild?.scrollIntoView({ block: "nearest" });
  }, [turns.length]);
  return (
    <ol class="turns" ref={list}>
      {turns.map((turn, i) => (
        <TurnEntry key={i} turn={turn} isShown={talk.shown.value === turn} onShow={() => (talk.chosen.value = i)} />
      ))}
    </ol>
  );
}

function TurnEntry({ turn, isShown, onShow }: { turn: Turn; isShown: boolean; onShow(): void }) {
  const { words, prompts, answer } = turn;
  const unnamed = prompts.filter(({ name }) => !words.includes(`@${name}`));
  return (
    <li class="turn" aria-current={isShown ? "true" : undefined}>
      <p class="asked">
        <button type="button" class="ask-again" aria-label={`Show the answer to: ${words}`} onClick={onShow}>
          {mentions(words, prompts).map(({ text, isName }, i) => (isName ? <b key={i}>{text}</b> : text))}
          {unnamed.map(({ name }) => (
            <b key={name}> @{name}</b>
          ))}
        </button>
      </p>
      <AnswerWords answer={answer} isShown={isShown} />
      <Outcome turn={turn} />
    </li>
  );
}

function Outcome({ turn: { answer } }: { turn: Turn }) {
  const { state, usage, seconds, failure, whole } = answer;
  if (state.value === "failed")
    return (
      <p class="failure" role="alert">
        {failure.value}
      </p>
    );
  if (state.value === "waiting") return <p class="quiet">reads the picture and the question …</p>;
  if (state.value === "writing") return null;
  const tokens = usage.value ? `, ${usage.value.completion_tokens} tokens` : "";
  const cut = whole.value?.ended === "length" ? ", cut off at its longest" : "";
  return (
    <p class="quiet small">
      {state.value === "stopped" ? "stopped after " : ""}
      {seconds.value.toFixed(1)} s{tokens}
      {cut}
    </p>
  );
}
