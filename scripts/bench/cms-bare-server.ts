/** The same list and the same read as somebody would write them by hand on Express and pg. A process of its own. */
import express from 'express';
import pg from 'pg';

const [port, databaseUrl] = process.argv.slice(2);
const pool = new pg.Pool({ connectionString: databaseUrl, max: 10 });
const app = express();
app.disable('x-powered-by');

const author = `(
  select jsonb_build_object('id', a.id, 'version', a.version, 'publishedAt', a.published_at, 'fields', a.published)
  from authors a
  where a.id = (e.published ->> 'author')::uuid and a.published is not null)`;
const tags = `(
  select jsonb_agg(
    jsonb_build_object('id', t.id, 'version', t.version, 'publishedAt', t.published_at, 'fields', t.published)
    order by given.at)
  from jsonb_array_elements_text(e.published -> 'tags') with ordinality as given (id, at)
  join tags t on t.id = given.id::uuid
  where t.published is not null)`;

app.get('/list', async (request, response) => {
  const { rows } = await pool.query({
    name: 'list',
    text: `
      select e.id, e.version, e.created_at, e.updated_at, e.published_at, e.published as fields,
        ${author} as author, ${tags} as tags
      from articles e
      where e.published is not null
      order by e.published_at desc, e.id desc
      limit $1`,
    values: [Number(request.query.limit ?? 20) + 1],
  });
  response.json({ entries: rows.slice(0, 20), next: rows[20]?.id ?? null });
});

app.get('/read/:slug', async (request, response) => {
  const { rows } = await pool.query({
    name: 'read',
    text: `
      select e.id, e.version, e.created_at, e.updated_at, e.published_at, e.published || e.published_long as fields,
        ${author} as author, ${tags} as tags
      from articles e
      where e.published_slug = $1 and e.published is not null`,
    values: [request.params.slug],
  });
  response.json(rows[0]);
});

app.listen(Number(port), '127.0.0.1');
