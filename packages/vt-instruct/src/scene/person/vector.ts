// Vectors in space for drawn people: x to the right, y down, z towards the viewer. A person facing us has its left at +x.

export type Vector = readonly [x: number, y: number, z: number];

/** A turn of space. */
export type Rotation = (vector: Vector) => Vector;

/** The sum. */
export function add([ax, ay, az]: Vector, [bx, by, bz]: Vector): Vector {
  return [ax + bx, ay + by, az + bz];
}

/** The vector this many times as long. */
export function scale([x, y, z]: Vector, factor: number): Vector {
  return [x * factor, y * factor, z * factor];
}

/** The point at this share of the way from `a` to `b`. */
export function along(a: Vector, b: Vector, share: number): Vector {
  return add(scale(a, 1 - share), scale(b, share));
}

/** Nods: a positive angle brings what is above the origin forward. */
export function rotateX(angle: number): Rotation {
  const [sin, cos] = [Math.sin(angle), Math.cos(angle)];
  return ([x, y, z]) => [x, cos * y + sin * z, cos * z - sin * y];
}

/** Turns about the upright: a positive angle brings what is in front to the right. */
export function rotateY(angle: number): Rotation {
  const [sin, cos] = [Math.sin(angle), Math.cos(angle)];
  return ([x, y, z]) => [cos * x + sin * z, y, cos * z - sin * x];
}

/** Tilts in the picture: a positive angle brings what is above the origin to the right. */
export function rotateZ(angle: number): Rotation {
  const [sin, cos] = [Math.sin(angle), Math.cos(angle)];
  return ([x, y, z]) => [cos * x - sin * y, sin * x + cos * y, z];
}

/** All turns in the order given. */
export function chain(...rotations: Rotation[]): Rotation {
  return (vector) => rotations.reduce((turned, rotation) => rotation(turned), vector);
}
