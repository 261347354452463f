-- Numbers changes of tags in the order of the locks under which they are made: of two at one place the later one counts.
create sequence change_number;
