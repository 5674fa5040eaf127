"""Static files with hashed names, ES module imports included."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class ModuleManifestStorage(CompressedManifestStaticFilesStorage):
    """Rewrites ``import … from`` inside our ES modules to the hashed names, so a deploy never mixes versions."""

    support_js_module_import_aggregation = True
