// A stored row as its schema promises it, and which errors are the fault of a row and not of the program.
import { TrpError } from "@refvlm/trp";
import { PictureError, RleError, UnitError } from "@refvlm/vision";
import { parseStoredRow, type StoredRow } from "../builder/parquet.js";
import { RecordError } from "../files/errors.js";
import { type SampleRow, sampleRow } from "../sample/row.js";
import { RowError } from "../sample/row-sample.js";

/** @throws RowError for JSON that is broken, or values that are not as the schema says */
export function checkedRow(stored: StoredRow): SampleRow {
  let row: unknown;
  try {
    row = parseStoredRow(stored);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new RowError(`its JSON is broken: ${error.message}`);
  }
  const checked = sampleRow.safeParse(row);
  if (checked.success) return checked.data;
  throw new RowError(checked.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; "));
}

/** Whether making a sample of a row, pictures included, failed for what the row or its files hold. */
export function isRowFault(error: unknown): error is Error {
  return [RowError, TrpError, RleError, UnitError, PictureError, RecordError].some((kind) => error instanceof kind);
}
