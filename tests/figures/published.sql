-- The same figures by SQL. Before this, the files are read into ratings (its columns) and documents (document).
create temp table judged as
select json_extract(document, '$.phase_of_education') as phase, rating in ('Good', 'Outstanding') as good
from ratings join documents on json_extract(document, '$.urn') = cast(unique_reference_number as integer)
where authority_code = :authority and rating <> '';

select phase, sum(good), count(*), cast(round(100.0 * sum(good) / count(*)) as integer) from judged group by phase
union all
select 'Total', sum(good), count(*), cast(round(100.0 * sum(good) / count(*)) as integer) from judged;
