import { readComplaintFile } from '../../../examples/complaint/complaint-file';

describe('a complaint file', () => {
  it('may start with the customer who is logged in', () => {
    expect(readComplaintFile('Customer: C-1003\nTwo glasses broke.\n')).toEqual({
      customerId: 'C-1003',
      complaint: 'Two glasses broke.',
    });
  });

  it('is nothing but the complaint otherwise', () => {
    expect(readComplaintFile('Hello,\nCustomer: C-1003 is my number.')).toEqual({
      complaint: 'Hello,\nCustomer: C-1003 is my number.',
    });
  });
});
