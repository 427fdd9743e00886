/** A complaint as a text file: optionally first a line `Customer: C-1003`, as if logged in, then what the customer wrote. */

/** The parts of a complaint file. */
export interface ComplaintFile {
  complaint: string;
  customerId?: string;
}

const CUSTOMER_LINE = /^Customer:\s*(\S+)\s*\r?\n/i;

/** Splits the text of a complaint file. */
export function readComplaintFile(text: string): ComplaintFile {
  const customerId = CUSTOMER_LINE.exec(text)?.[1];
  const complaint = text.replace(CUSTOMER_LINE, '').trim();
  return customerId === undefined ? { complaint } : { complaint, customerId };
}
