"""`tinycrm pipeline`: the stages that deals move through, as pipelines.yaml has them."""

from __future__ import annotations

from tinycrm.cli.something import with_exit_code
from tinycrm.services import pipelines

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.cli.context import Context
    from tinycrm.cli.options import DryRun, ExitCode, Force, NewStage, OldStage, Pipeline, PipelineArg, TemplateArg
    from tinycrm.domain.results import Result


def list_(ctx: Context, *, exit_code: ExitCode = False) -> Result:
    """List the pipelines.

    Examples:
      tinycrm pipeline list
      tinycrm pipeline list -f json
    """
    return with_exit_code(pipelines.list_pipelines(ctx.work), wanted=exit_code)


def show(ctx: Context, pipeline: PipelineArg = None) -> Result:
    """Show a pipeline's stages with the deals in them, their values and weighted values.

    Examples:
      tinycrm pipeline show
      tinycrm pipeline show sales -f json
    """
    return pipelines.show_pipeline(ctx.work, pipeline or "")


def validate(ctx: Context) -> Result:
    """Check pipelines.yaml, and the deals against it; exit 1 when a deal does not fit.

    Examples:
      tinycrm pipeline validate
    """
    return pipelines.validate_pipelines(ctx.work)


def sync(ctx: Context, *, dry_run: DryRun = False) -> Result:
    """Settle outcome and place of deals after pipelines.yaml changed.

    Examples:
      tinycrm pipeline sync --dry-run
    """
    ctx.work.dry_run = dry_run
    return ctx.written(pipelines.sync_pipelines(ctx.work), single=False)


def init(ctx: Context, template: TemplateArg = None, *, force: Force = False) -> Result:
    """Write a pipelines.yaml to start from; one that is there stays unless --force.

    Examples:
      tinycrm --config ./other pipeline init
      tinycrm pipeline init freelance --force
    """
    from tinycrm.domain.results import Written
    from tinycrm.services.setup import write_pipelines

    name = template or "sales"
    path = write_pipelines(ctx.settings_folder, name, force=force)
    return Written(f"Wrote {path}", [{"path": path, "template": name}], [])


def rename_stage(
    ctx: Context, old: OldStage, new: NewStage, *, pipeline: Pipeline = None, dry_run: DryRun = False
) -> Result:
    """Move deals and their history from a stage that the YAML no longer has to one that it has.

    Examples:
      tinycrm pipeline rename-stage enquiry lead
    """
    ctx.work.dry_run = dry_run
    return ctx.written(pipelines.rename_stage(ctx.work, old, new, pipeline or ""), single=False)
