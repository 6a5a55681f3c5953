--liquibase formatted sql

-- What a later version may bring while an earlier one serves: it only adds.

--changeset ledger:expand-column splitStatements:false
alter table ledger.tasks add column colour text;
--rollback alter table ledger.tasks drop column colour;

--changeset ledger:expand-table splitStatements:false
create table ledger.colours (
    name text primary key,
    task_id uuid not null references ledger.tasks (id) on delete cascade
);
--rollback drop table ledger.colours;
