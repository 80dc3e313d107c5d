// X-Pose (UniPose) as the decoder of keypoints: a `<REF>` is an instance that fits its phrase, chosen as GroundingDINO's are.
import { cat, crossEntropyLoss, nn, type Tensor, tensor, zeros } from "@refvlm/torch";
import { type CxcywhBox, type Frame, JOINTS, type Keypoint, type Point } from "@refvlm/vision";
import { z } from "zod";
import type { Prediction } from "../decoders/query-decoder.js";
import type { FramedPicture } from "../encoders/pixels.js";
import { BOX_WEIGHTS, boxL1Loss, giouDistance } from "../losses/box.js";
import { keypointLoss } from "../losses/keypoint.js";
import type { Matching } from "../matching/grouped.js";
import { jointDistance, KEYPOINT_WEIGHTS, type KeypointTruth, keypointCost, keypointTruth, sigmas } from "../units/keypoint.js";
import type { LabelledInstance, LabelledInstances } from "../units/labelled-instances.js";
import {
  type DecoderContext,
  UnitDecoder,
  type UnitDecoderKind,
  type UnitDecoderSizes,
  type UnitLoss,
} from "../units/unit-decoder.js";
import type { SeenTokens } from "./grounding-dino/phrase-detector.js";
import { PoseFinder, poseFinderConfig } from "./uni-pose/pose-finder.js";
