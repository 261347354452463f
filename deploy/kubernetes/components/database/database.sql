-- Roles and schemas of the database `imprimatur`, run in it once by a role that may create roles: a role and a schema for
-- each service, closed to all others, and one role for the autoscaler, who sees the work queues.
-- Passwords are set elsewhere: alter role renderer password '…'
create role renderer login;
create role builder login;
create role tester login;
create role publisher login;
create role console login;
create role scaler login;
grant renderer, builder, tester, publisher, console to current_user;

create schema renderer authorization renderer;
create schema builder authorization builder;
create schema tester authorization tester;
create schema publisher authorization publisher;
create schema console authorization console;

grant usage on schema builder, tester to scaler;
alter default privileges for role builder in schema builder grant select on tables to scaler;
alter default privileges for role tester in schema tester grant select on tables to scaler;
