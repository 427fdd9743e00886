/** The static steps of the pipeline: code that runs once at its place, whatever Claude decides in between. */
import { fileTicket, type NewTicket, type Ticket } from './tickets';
import { recordResolution as record, type Closing, type Resolution } from './resolutions';

/** Files the complaint under its ticket id, or reads it if it is filed already, and recognises the customer. */
export function loadTicket(ticket: NewTicket): Promise<Ticket> {
  return fileTicket(ticket);
}

/** Records how the ticket ended; the first record of a ticket stands. */
export function recordResolution(closing: Closing): Promise<Resolution> {
  return record(closing);
}
