// Questions that ask for everything (FOVD, FOVS) or for things of given names (OVD, OVS), in one unit or both: "$list" is "dogs and cats".
import { Templates } from "./grammar.js";

export const fovdTemplates = new Templates([
  "detect all objects.",
  "{detect|find|locate|list|spot} {all|all the|the} {objects|things|items}{| in the picture| in this picture| in the image| you see| you can see}.",
  "{detect|find|locate|box} everything{| in the picture| in the image| you see| that you can see}.",
  "what {objects|things|items} are {in the picture|in the image|there|here}? {draw|give|show} {boxes|their boxes}.",
  "{draw|put} a box around {every|each} {object|thing|item}{| in the picture}.",
  "mark {every|each} {object|thing|item} with a box.",
  "where are {all|all the|the} {objects|things|items}?",
  "which {objects|things} are {there|here|in the picture}, and where?",
  "{what is|what do you see} in the picture, and where?",
  "run object detection{| on the picture| on this picture| on the image}.",
  "give me {boxes|bounding boxes} of {all|all the} {objects|things}.",
]);

export const fovsTemplates = new Templates([
  "segment all objects.",
  "{segment|mask|outline|cut out} {all|all the|the} {objects|things|items}{| in the picture| in this picture| in the image| you see| you can see}.",
  "{segment|mask|outline} everything{| in the picture| in the image| you see| that you can see}.",
  "what {objects|things|items} are {in the picture|in the image|there|here}? {draw|give|show} {masks|their masks}.",
  "{draw|make|give} a mask {for|of} {every|each} {object|thing|item}{| in the picture}.",
  "mark {every|each} {object|thing|item} with a mask.",
  "which pixels belong to which {object|thing}?",
  "run instance segmentation{| on the picture| on this picture| on the image}.",
  "give me {masks|segmentation masks} of {all|all the} {objects|things}.",
  "{trace|color|highlight} the {shape|outline|pixels} of {every|each} {object|thing}.",
]);

export const ovdTemplates = new Templates([
  "where are the $list?",
  "{detect|find|locate|spot} {all|all the|the|every one of the} $list{| in the picture| in the image}.",
  "{detect|find|locate} $list.",
  "{draw|put} boxes around {all|all the|the} $list.",
  "{mark|find|show} {all|all the|the} $list with boxes.",
  "give me {boxes|bounding boxes} of {all|all the|the} $list.",
  "are there any $list? {draw|give|show} {boxes|their boxes}.",
  "{can|could} you {find|locate|detect} {all|all the|the} $list{|, please}?",
  "detect {these|these things|these classes}: $names.",
  "{boxes|find all|detect}: $names.",
  "look for $list{| in the picture} and {box|draw a box around} {each|each of them|every one}.",
  "{please|kindly} {detect|find|locate|box} {all|all the|the} $list.",
  "{i need|i want|show me} {boxes|bounding boxes} {of|for|around} {all|all the|the} $list.",
  "{run object detection|do detection} for {$list|the following: $names|this list: $names}.",
  "{do|can} you see any $list? {box|mark} {them|each of them}.",
  "{in which places|where} do you see $list?",
]);

export const ovsTemplates = new Templates([
  "segment {all|all the|the|every one of the} $list{| in the picture| in the image}.",
  "segment $list.",
  "{mask|outline|cut out|trace} {all|all the|the} $list{| in the picture}.",
  "{mark|find|show} {all|all the|the} $list with masks.",
  "give me {masks|segmentation masks|the masks} of {all|all the|the} $list.",
  "are there any $list? {draw|give|show} {masks|their masks}.",
  "{can|could} you {segment|mask|outline} {all|all the|the} $list{|, please}?",
  "segment {these|these things|these classes}: $names.",
  "{masks|segment all|segment}: $names.",
  "which pixels {belong to|show} {the|any} $list?",
  "look for $list{| in the picture} and {mask|segment} {each|each of them|every one}.",
  "{please|kindly} {segment|mask|outline|cut out} {all|all the|the} $list.",
  "{i need|i want|show me} {masks|segmentation masks} {of|for} {all|all the|the} $list.",
  "{run instance segmentation|do segmentation} for {$list|the following: $names|this list: $names}.",
  "{do|can} you see any $list? {segment|outline} {them|each of them}.",
  "{paint|color|highlight} {all|all the|the} $list{| in the picture}.",
]);

export const fovdFovsTemplates = new Templates([
  "detect and segment all objects.",
  "{detect|find|locate} and {segment|mask|outline} {all|all the|the} {objects|things|items}{| in the picture| in this picture| in the image| you see| you can see}.",
  "{detect|find|locate} and {segment|mask|outline} everything{| in the picture| in the image| you see| that you can see}.",
  "what {objects|things|items} are {in the picture|in the image|there|here}? {draw|give|show} {boxes and masks|their boxes and masks}.",
  "{draw|give|show} a box and a mask for {every|each} {object|thing|item}{| in the picture}.",
  "mark {every|each} {object|thing|item} with a box and a mask.",
  "run detection and segmentation{| on the picture| on this picture| on the image}.",
  "give me {boxes and masks|both boxes and masks} of {all|all the} {objects|things}.",
]);

export const ovdOvsTemplates = new Templates([
  "detect and segment {all|all the|the|every one of the} $list{| in the picture| in the image}.",
  "{detect|find|locate|spot} and {segment|outline|mask} {all|all the|the} $list{| in the picture| in the image}.",
  "{give me|show me|return|i need|draw} {boxes and masks|both boxes and masks} of {all|all the|the} $list.",
  "are there any $list? {draw|give|show} {boxes and masks|their boxes and masks}.",
  "{can|could} you {detect|find|locate} and {segment|outline} {all|all the|the} $list{|, please}?",
  "detect and segment {these|these things|these classes}: $names.",
  "{boxes and masks|detect and segment|find and outline}: $names.",
  "{mark|show} {all|all the|the} $list with boxes and masks.",
]);
