// An alphabet of pen strokes for printable ASCII, so that labels need no font on the machine.

/** Height of a capital in grid units; descenders reach 2 below. */
export const CAP_HEIGHT = 8;

/** One letter: its width and its strokes [x, y, x, y, ...] in grid units, y from the top of a capital down. */
export interface Glyph {
  readonly width: number;
  readonly strokes: readonly (readonly number[])[];
}

// A line a letter: "character width stroke stroke ...", each stroke points "x,y" in one digit each (a = 10).
const DRAWINGS = `
! 1 10-15 18-18
" 2 00-02 20-22
# 5 20-18 40-38 02-52 06-56
$ 4 42-31-11-02-03-14-34-45-46-37-17-06 20-28
% 6 60-08 00-20-22-02-00 46-66-68-48-46
& 5 58-12-11-20-30-41-42-05-07-18-38-55
' 1 10-12
( 2 20-02-07-29
) 2 00-22-27-09
* 4 21-25 02-44 42-04
+ 4 23-27 05-45
, 1 18-0a
- 3 05-35
. 1 18-18
/ 4 41-09
0 4 10-01-07-18-38-47-41-30-10 32-16
1 4 02-20-28 08-48
2 4 01-10-30-41-43-08-48
3 4 01-10-30-41-43-34-45-47-38-18-07 14-34
4 4 38-30-06-46
5 4 40-00-04-33-44-47-38-18-07
6 4 41-30-10-01-07-18-38-47-45-34-14-05
7 4 00-40-18
8 4 14-03-01-10-30-41-43-34-14-05-07-18-38-47-45-34
9 4 07-18-38-47-41-30-10-01-03-14-34-43
: 1 14-14 18-18
; 1 14-14 18-0a
< 4 42-05-48
= 4 04-44 06-46
> 4 02-45-08
? 4 01-10-30-41-42-24-25 28-28
@ 6 58-18-07-01-10-50-61-65-56-46-42 42-22-13-15-26-46
A 6 08-30-68 15-55
B 5 40-00-08-48-57-55-44-04 40-51-53-44
C 5 51-40-10-01-07-18-48-57
D 5 00-08-38-56-52-30-00
E 5 50-00-08-58 04-44
F 5 50-00-08 04-44
G 5 51-40-10-01-07-18-48-57-54-34
H 5 00-08 50-58 04-54
I 2 00-20 10-18 08-28
J 4 40-47-38-18-07
K 5 00-08 50-04-58
L 4 00-08-48
M 6 08-00-34-60-68
N 5 08-00-58-50
O 5 10-01-07-18-48-57-51-40-10
P 5 08-00-40-51-53-44-04
Q 5 10-01-07-18-48-57-51-40-10 36-58
R 5 08-00-40-51-53-44-04 24-58
S 5 51-40-10-01-03-14-44-55-57-48-18-07
T 6 00-60 30-38
U 5 00-07-18-48-57-50
V 6 00-38-60
W 8 00-28-42-68-80
X 5 00-58 50-08
Y 6 00-34-60 34-38
Z 5 00-50-08-58
[ 2 20-00-09-29
\\ 4 01-49
] 2 00-20-29-09
^ 4 03-20-43
_ 4 09-49
\` 1 00-11
a 4 04-13-33-44-48 45-15-06-07-18-38-47
b 4 00-08 04-13-33-44-47-38-18-07
c 4 44-33-13-04-07-18-38-47
d 4 40-48 44-33-13-04-07-18-38-47
e 4 05-45-44-33-13-04-07-18-38-47
f 3 30-20-11-18 03-33
g 4 43-49-3a-1a-09 44-33-13-04-07-18-38-47
h 4 00-08 04-13-33-44-48
i 1 13-18 11-11
j 2 23-29-1a-0a 21-21
k 4 00-08 43-06 25-48
l 2 10-17-28
m 6 03-08 04-13-23-34-38 34-43-53-64-68
n 4 03-08 04-13-33-44-48
o 4 13-04-07-18-38-47-44-33-13
p 4 03-0a 04-13-33-44-47-38-18-07
q 4 43-4a 44-33-13-04-07-18-38-47
r 3 03-08 05-14-23-33
s 4 44-33-13-04-15-35-46-47-38-18-07
t 3 11-17-28-38 03-33
u 4 03-07-18-38-47 43-48
v 4 03-28-43
w 6 03-18-34-58-63
x 4 03-48 43-08
y 4 03-28 43-1a-0a
z 4 03-43-08-48
{ 3 30-20-11-13-04-15-18-29-39
| 1 10-19
} 3 00-10-21-23-34-25-28-19-09
~ 5 05-14-24-36-46-55
`;

const GLYPHS = new Map<string, Glyph>([[" ", { width: 2, strokes: [] }]]);
for (const line of DRAWINGS.trim().split("\n")) {
  const [character, width, ...strokes] = line.split(" ") as [string, string, ...string[]];
  const points = (stroke: string) => [...stroke.replaceAll("-", "")].map((digit) => Number.parseInt(digit, 16));
  GLYPHS.set(character, { width: Number(width), strokes: strokes.map(points) });
}

/** What stands for a character without a drawing: an empty box. */
const FALLBACK: Glyph = { width: 4, strokes: [[0, 0, 4, 0, 4, 8, 0, 8, 0, 0]] };

const TYPOGRAPHIC: Record<string, string> = {
  "‘": "'",
  "’": "'",
  "“": '"',
  "”": '"',
  "–": "-",
  "—": "-",
  "…": "...",
  ß: "ss",
};

/** The glyphs of a text; accents are dropped (é is drawn as e), line breaks become spaces. */
export function glyphsOf(text: string): Glyph[] {
  const plain = text
    .normalize("NFKD")
    .replace(/\p{Mark}|\p{Cf}/gu, "")
    .replace(/\s/g, " ");
  return [...plain].flatMap((character) =>
    [...(TYPOGRAPHIC[character] ?? character)].map((part) => GLYPHS.get(part) ?? FALLBACK),
  );
}
