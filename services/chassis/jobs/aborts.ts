/** Why a run's signal fired. The runner reads the reason and decides how the run ends. */

export class Draining extends Error {
  constructor() {
    super('the process is shutting down');
    this.name = 'Draining';
  }
}

export class JobCancelled extends Error {
  constructor() {
    super('the job was cancelled or is run elsewhere');
    this.name = 'JobCancelled';
  }
}
