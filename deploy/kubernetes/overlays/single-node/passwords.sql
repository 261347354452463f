alter role renderer password 'trying';
alter role builder password 'trying';
alter role tester password 'trying';
alter role publisher password 'trying';
alter role console password 'trying';
alter role scaler password 'trying';
