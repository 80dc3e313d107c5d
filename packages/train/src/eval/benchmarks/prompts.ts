// The paper's questions, one a task (appendix D, Table 17). The picture's place is where every first question has it.
import { promptMark } from "@refvlm/vt-instruct";

export const paperPrompts = {
  caption: "Please describe the image in detail.",
  vqa: (question: string) => `Please take a look at the image and promptly provide an answer for ${question}`,
  gcgMask: "Describe the setting of the image and offer masks for each visible object.",
  gcgBox: "Please describe the image and detect relevant bounding boxes.",
  rec: (expression: string) => `What are the coordinates of ${expression} in the image?`,
  res: (expression: string) => `Provide a segmentation mask for ${expression} in the picture.`,
  reg: `For the given image, can you provide a unique description of the area ${promptMark}?`,
  igMask: `Please generate a mask based on the region ${promptMark} in the image.`,
  fovd: "Please detect bounding boxes in the image.",
  fovs: "Please segment objects in the image.",
} as const;
