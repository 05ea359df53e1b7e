echo "$HOME"
