ls -U many
