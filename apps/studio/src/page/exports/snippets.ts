// The question that was asked, as a program would ask it: cURL, TypeScript.
import type { ChatBody } from "../server/shapes.js";

/** Stands for the picture's bytes: they are too long for anybody to paste. */
const PICTURE = "data:picture";

/** The body with a short word for the picture. */
function shortened(body: ChatBody): ChatBody {
  return {
    ...body,
    messages: body.messages.map((message) =>
      message.role === "user"
        ? {
            ...message,
            content: message.content.map((part) =>
              part.type === "image_url" ? { type: "image_url", image_url: { url: PICTURE } } : part,
            ),
          }
        : message,
    ),
  };
}

interface Place {
  /** Of the server, without a slash at its end. */
  origin: string;
  /** What the picture's file is called. */
  file: string;
  /** Of the picture, e.g. "image/png". */
  type: string;
  needsKey: boolean;
}

export function asCurl(body: ChatBody, { origin, file, type, needsKey }: Place): string {
  const quoted = (value: string) => `'${value.replaceAll("'", `'\\''`)}'`;
  const data = quoted(JSON.stringify(shortened(body), null, 1)).replace(
    PICTURE,
    () => `data:${type};base64,'"$(base64 -w0 ${quoted(file)})"'`,
  );
  const key = needsKey ? ` \\\n  -H "authorization: Bearer $REFVLM_API_KEY"` : "";
  // The picture would not fit on a command line: what is sent comes through a pipe.
  return `printf '%s' ${data} |\n  curl ${origin}/v1/chat/completions -H 'content-type: application/json'${key} -d @-\n`;
}

export function asTypeScript(body: ChatBody, { origin, file, type, needsKey }: Place): string {
  const literal = JSON.stringify(shortened(body), null, 2).replace(JSON.stringify(PICTURE), "picture");
  const key = needsKey ? `, authorization: \`Bearer \${process.env.REFVLM_API_KEY}\`` : "";
  return `import { readFileSync } from "node:fs";

const picture = \`data:${type};base64,\${readFileSync(${JSON.stringify(file)}, "base64")}\`;
const body = ${literal};
const response = await fetch("${origin}/v1/chat/completions", {
  method: "POST",
  headers: { "content-type": "application/json"${key} },
  body: JSON.stringify(body),
});
const { choices } = await response.json();
console.log(choices[0].message.content, choices[0].message.refvlm.instances);
`;
}
