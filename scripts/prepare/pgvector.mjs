// pgvector: the distribution's package, or its source package built against the running server.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { aptInstall, packagesPossible } from './debian.mjs';
import { doing, outputOf, runLogged, Unprepared } from './report.mjs';

/** The release that has the source package when this one has none. */
const nextSuite = 'trixie';

/** Where this machine gets its packages from, as its own sources say. */
function mirror() {
  const files = ['/etc/apt/sources.list', ...listed('/etc/apt/sources.list.d')].filter(existsSync);
  for (const file of files) {
    const text = readFileSync(file, 'utf8');
    const deb822 = /^URIs:\s*(\S+\/debian)\/?\s*$/m.exec(text);
    const classic = /^deb\s+(?:\[[^\]]*\]\s+)?(\S+\/debian)\/?\s/m.exec(text);
    const found = deb822?.[1] ?? classic?.[1];
    if (found && !found.includes('security')) return found;
  }
  return undefined;
}

const listed = (folder) =>
  existsSync(folder) ? readdirSync(folder).map((name) => path.join(folder, name)) : [];

export async function ensurePgvector(major, url) {
  if (!packagesPossible()) {
    throw new Unprepared(
      `pgvector is not installed on the PostgreSQL server at ${new URL(url).host}`,
      `Its packages are called postgresql-${major}-pgvector or pgvector_${major}; then run this again.`,
    );
  }
  if (outputOf('apt-cache', ['show', `postgresql-${major}-pgvector`]))
    return aptInstall(`postgresql-${major}-pgvector`);
  const from = mirror();
  if (!from)
    throw new Unprepared(
      'pgvector is not packaged here, and no Debian mirror is configured to build it from',
    );
  aptInstall('build-essential', 'dpkg-dev', `postgresql-server-dev-${major}`);
  doing('building pgvector');
  const folder = mkdtempSync(path.join(tmpdir(), 'scory-pgvector-'));
  const sources = path.join(folder, 'sources.list');
  const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';
  writeFileSync(
    sources,
    `deb-src ${existsSync(keyring) ? `[signed-by=${keyring}] ` : ''}${from} ${nextSuite} main\n`,
  );
  mkdirSync(path.join(folder, 'lists', 'partial'), { recursive: true });
  // A private list and cache: the machine's own package lists stay as they are.
  const own = [
    '-o',
    `Dir::Etc::SourceList=${sources}`,
    '-o',
    'Dir::Etc::SourceParts=-',
    '-o',
    `Dir::State::Lists=${path.join(folder, 'lists')}`,
    '-o',
    'APT::Sandbox::User=root',
  ];
  runLogged('reading the source list', 'apt-get', [...own, 'update', '-q']);
  runLogged('fetching the source of pgvector', 'apt-get', [...own, 'source', '-q', 'pgvector'], {
    cwd: folder,
  });
  const source = readdirSync(folder).find((name) => /^pgvector-/.test(name));
  const config = `/usr/lib/postgresql/${major}/bin/pg_config`;
  // Portable code: the build may move to another processor.
  runLogged('building pgvector', 'make', ['-j4', `PG_CONFIG=${config}`, 'OPTFLAGS='], {
    cwd: path.join(folder, source),
  });
  runLogged('installing pgvector', 'make', ['install', `PG_CONFIG=${config}`], {
    cwd: path.join(folder, source),
  });
}
