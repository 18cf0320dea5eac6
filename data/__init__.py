"""Built data: country shapes, names, aliases and the relation data sets. See SOURCES.md."""
