-- Long texts are compressed several times faster by lz4 than by the default, where PostgreSQL was built with it.

do $$
begin
  alter table cms.entries
    alter column draft set compression lz4, alter column draft_long set compression lz4,
    alter column published set compression lz4, alter column published_long set compression lz4;
  alter table cms.translations
    alter column draft set compression lz4, alter column published set compression lz4;
  alter table cms.versions
    alter column fields set compression lz4, alter column translations set compression lz4;
  alter table cms.audit_log
    alter column before set compression lz4, alter column after set compression lz4;
exception
  when feature_not_supported then null;
end
$$;
