/**
 * The customers, orders and refunds that the shop starts with, as rows of its tables. Each order is there for something
 * that can be wrong with one; its comment says what the policy makes of it on 2026-11-20.
 */

/** A row of a table: its columns in the order given beside it. */
export type SeedRow = readonly (string | number | boolean | null)[];

/** Id, name, email, since, under review. */
export const CUSTOMERS: readonly SeedRow[] = [
  ['C-1001', 'Maria Lopez', 'maria.lopez@example.com', '2021-03-02', false],
  ['C-1002', 'James Carter', 'james.carter@example.com', '2019-07-15', false],
  ['C-1003', 'Aisha Khan', 'aisha.khan@example.com', '2022-11-30', false],
  ['C-1004', 'Tom Becker', 'tom.becker@example.com', '2020-01-09', false],
  ['C-1005', 'Lucía Fernández', 'lucia.fernandez@example.com', '2023-05-21', false],
  ['C-1006', 'Oliver Smith', 'oliver.smith@example.com', '2018-10-04', false],
  ['C-1007', 'Chen Wei', 'chen.wei@example.com', '2024-02-14', false],
  ['C-1008', 'Priya Nair', 'priya.nair@example.com', '2022-06-18', false],
  ['C-1009', 'Emma Dubois', 'emma.dubois@example.com', '2021-12-01', false],
  ['C-1010', 'David Okafor', 'david.okafor@example.com', '2020-08-23', false],
  ['C-1011', 'Sofia Rossi', 'sofia.rossi@example.com', '2026-08-30', true],
  ['C-1012', 'Noah Wilson', 'noah.wilson@example.com', '2023-09-09', false],
  ['C-1013', 'Hannah Müller', 'hannah.mueller@example.com', '2019-04-27', false],
  ['C-1014', 'Lars Jensen', 'lars.jensen@example.com', '2026-11-18', false],
  ['C-1015', 'Grace Kim', 'grace.kim@example.com', '2022-02-22', false],
  ['C-1016', 'Pedro Alvarez', 'pedro.alvarez@example.com', '2020-05-05', false],
  ['C-1017', 'Ingrid Solberg', 'ingrid.solberg@example.com', '2020-02-11', false],
];

/** Id, customer, status, placed on, promised for, delivered on, signed by, shipping in cents. */
export const ORDERS: readonly SeedRow[] = [
  // Ten days late: 20 % of 40.00, so 8.00.
  ['ORD-1041', 'C-1001', 'delivered', '2026-10-28', '2026-11-02', '2026-11-12', null, 800],
  // Nothing wrong.
  ['ORD-1042', 'C-1001', 'delivered', '2026-11-01', '2026-11-08', '2026-11-06', 'M. Lopez', 500],
  // Lost: all of 95.00.
  ['ORD-1043', 'C-1002', 'lost', '2026-10-30', '2026-11-06', null, null, 600],
  // On its way, due on 24 November: nothing.
  ['ORD-1044', 'C-1002', 'in_transit', '2026-11-15', '2026-11-24', null, null, 600],
  // Two of four glasses damaged: 25.00. The tray is fine.
  ['ORD-1045', 'C-1003', 'delivered', '2026-11-07', '2026-11-15', '2026-11-14', null, 700],
  // Charged twice: one charge of 59.00.
  ['ORD-1046', 'C-1004', 'delivered', '2026-10-20', '2026-10-28', '2026-10-27', null, 0],
  // Not sent yet, due on 27 November: nothing.
  ['ORD-1047', 'C-1004', 'processing', '2026-11-18', '2026-11-27', null, null, 400],
  // Wrong item sent: 45.00.
  ['ORD-1048', 'C-1005', 'delivered', '2026-11-03', '2026-11-11', '2026-11-10', null, 500],
  // Ten days overdue and not delivered: 20 % of 67.00, so 13.40.
  ['ORD-1049', 'C-1005', 'in_transit', '2026-11-02', '2026-11-10', null, null, 500],
  // Damaged, and refunded on 30 October: nothing more.
  ['ORD-1050', 'C-1006', 'delivered', '2026-10-18', '2026-10-26', '2026-10-25', null, 400],
  // Late, and the 20 % paid on 16 November: nothing more.
  ['ORD-1051', 'C-1006', 'delivered', '2026-10-29', '2026-11-05', '2026-11-13', null, 500],
  // Lost, but 349.00 is above the limit: a manager.
  ['ORD-1052', 'C-1007', 'lost', '2026-10-31', '2026-11-07', null, null, 0],
  // Nothing wrong.
  ['ORD-1053', 'C-1007', 'delivered', '2026-10-29', '2026-11-04', '2026-11-03', null, 400],
  // Damaged, but delivered 61 days ago: too late.
  ['ORD-1054', 'C-1008', 'delivered', '2026-09-14', '2026-09-22', '2026-09-20', null, 600],
  // Final sale: cannot be sent back.
  ['ORD-1055', 'C-1008', 'delivered', '2026-11-04', '2026-11-12', '2026-11-09', null, 900],
  // Signed for on 15 November: "never arrived" is for a manager.
  ['ORD-1056', 'C-1009', 'delivered', '2026-11-10', '2026-11-16', '2026-11-15', 'E. Dubois', 0],
  // Two days late, which is within three: nothing.
  ['ORD-1057', 'C-1009', 'delivered', '2026-10-30', '2026-11-05', '2026-11-07', null, 400],
  // Lost: all of 47.00.
  ['ORD-1058', 'C-1010', 'lost', '2026-11-01', '2026-11-09', null, null, 500],
  // One of three lanterns damaged: 21.00.
  ['ORD-1059', 'C-1010', 'delivered', '2026-11-06', '2026-11-14', '2026-11-13', null, 500],
  // Nothing wrong.
  ['ORD-1060', 'C-1010', 'delivered', '2026-10-10', '2026-10-18', '2026-10-16', null, 0],
  // Damaged, but the account is under review: a manager.
  ['ORD-1061', 'C-1011', 'delivered', '2026-11-05', '2026-11-13', '2026-11-12', null, 400],
  // Two of three frames missing: 30.00. The final sale candle is a manager's, the towel is fine.
  ['ORD-1062', 'C-1012', 'delivered', '2026-11-04', '2026-11-12', '2026-11-11', null, 500],
  // Eight days late: 20 % of 145.00, so 29.00.
  ['ORD-1063', 'C-1013', 'delivered', '2026-10-26', '2026-11-04', '2026-11-12', null, 500],
  // Nothing wrong.
  ['ORD-1064', 'C-1013', 'delivered', '2026-11-08', '2026-11-15', '2026-11-14', null, 300],
  // Nothing wrong; may be sent back until 27 November.
  ['ORD-1065', 'C-1015', 'delivered', '2026-11-07', '2026-11-14', '2026-11-13', null, 400],
  // On its way, due on 25 November: nothing.
  ['ORD-1066', 'C-1015', 'in_transit', '2026-11-16', '2026-11-25', null, null, 400],
  // Two chairs damaged, together 220.00 and above the limit: a manager.
  ['ORD-1067', 'C-1016', 'delivered', '2026-11-02', '2026-11-12', '2026-11-11', null, 1500],
  // Charged twice: one charge of 24.00.
  ['ORD-1068', 'C-1016', 'delivered', '2026-10-12', '2026-10-20', '2026-10-19', null, 300],
  // Lost: all of 149.00, which a person has to approve.
  ['ORD-1069', 'C-1017', 'lost', '2026-10-29', '2026-11-05', null, null, 0],
];

/** Order, line, item, quantity, cents each, final sale, what was reported about it, for how many of them. */
export const LINES: readonly SeedRow[] = [
  ['ORD-1041', 1, 'Stoneware mug', 2, 1600, false, null, null],
  ['ORD-1042', 1, 'Nordlicht desk lamp', 1, 5400, false, null, null],
  ['ORD-1043', 1, 'Aurora wool blanket', 1, 8900, false, null, null],
  ['ORD-1044', 1, 'Ceramic teapot', 1, 3200, false, null, null],
  ['ORD-1045', 1, 'Crystal wine glass', 4, 1250, false, 'damaged', 2],
  ['ORD-1045', 2, 'Walnut serving tray', 1, 3400, false, null, null],
  ['ORD-1046', 1, 'Canvas backpack', 1, 5900, false, null, null],
  ['ORD-1047', 1, 'Leather belt', 1, 3600, false, null, null],
  ['ORD-1048', 1, 'Linen tablecloth', 1, 4500, false, 'wrong_item', 1],
  ['ORD-1049', 1, 'Copper kettle', 1, 6200, false, null, null],
  ['ORD-1050', 1, 'Bamboo cutting board', 1, 3900, false, 'damaged', 1],
  ['ORD-1051', 1, 'Merino scarf', 1, 4000, false, null, null],
  ['ORD-1052', 1, 'Espresso machine', 1, 34900, false, null, null],
  ['ORD-1053', 1, 'Milk frother', 1, 2900, false, null, null],
  ['ORD-1054', 1, 'Cast iron skillet', 1, 5500, false, 'damaged', 1],
  ['ORD-1055', 1, 'Terracotta floor vase', 1, 6900, true, null, null],
  ['ORD-1056', 1, 'Wireless headphones', 1, 12900, false, null, null],
  ['ORD-1057', 1, 'Yoga mat', 1, 3100, false, null, null],
  ['ORD-1058', 1, 'Garden hose', 1, 4200, false, null, null],
  ['ORD-1059', 1, 'Solar lantern', 3, 2100, false, 'damaged', 1],
  ['ORD-1060', 1, 'Pruning shears', 1, 2700, false, null, null],
  ['ORD-1061', 1, 'Porcelain bowl', 1, 2600, false, 'damaged', 1],
  ['ORD-1062', 1, 'Picture frame', 3, 1500, false, 'missing', 2],
  ['ORD-1062', 2, 'Scented candle', 1, 900, true, 'damaged', 1],
  ['ORD-1062', 3, 'Cotton towel', 2, 1100, false, null, null],
  ['ORD-1063', 1, 'Leather hiking boots', 1, 14000, false, null, null],
  ['ORD-1064', 1, 'Trekking socks', 3, 900, false, null, null],
  ['ORD-1065', 1, 'Knitted pullover', 1, 7200, false, null, null],
  ['ORD-1066', 1, 'Reading lamp', 1, 4800, false, null, null],
  ['ORD-1067', 1, 'Oak dining chair', 4, 11000, false, 'damaged', 2],
  ['ORD-1068', 1, 'Velvet cushion', 1, 2100, false, null, null],
  ['ORD-1069', 1, 'Sewing machine', 1, 14900, false, null, null],
];

/** Orders whose customer was charged a second time by mistake. */
export const CHARGED_TWICE: readonly string[] = ['ORD-1046', 'ORD-1068'];

/** Order, what for, cents, date of what was paid back before. */
export const REFUNDED_BEFORE: readonly SeedRow[] = [
  ['ORD-1050', 'line-1', 3900, '2026-10-30'],
  ['ORD-1051', 'late', 900, '2026-11-16'],
];
