-- A form that is filled at a further visit: sent, it joins this case instead of opening one.
alter table drafts add column follows_case uuid references cases (id);
