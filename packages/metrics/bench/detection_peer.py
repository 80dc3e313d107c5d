"""Seconds and memory of pycocotools on the same files. Usage: detection_peer.py box|mask TRUTH DETECTIONS. Request {}: once."""
import contextlib
import io
import json
import resource
import sys
import time

from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

kind, truth_path, detections_path = sys.argv[1:4]
NAMES = "AP AP50 AP75 APsmall APmedium APlarge AR1 AR10 AR100 ARsmall ARmedium ARlarge".split()


def measure():
    start = time.process_time()
    truth = COCO(truth_path)
    evaluation = COCOeval(truth, truth.loadRes(detections_path), "segm" if kind == "mask" else "bbox")
    read = time.process_time()
    evaluation.evaluate()
    evaluation.accumulate()
    done = time.process_time()
    evaluation.summarize()
    return {
        "readSeconds": read - start,
        "evaluateSeconds": done - read,
        "peakMegabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "figures": dict(zip(NAMES, (float(value) for value in evaluation.stats))),
    }


for _ in sys.stdin:
    with contextlib.redirect_stdout(io.StringIO()):
        answer = measure()
    print(json.dumps(answer), flush=True)
