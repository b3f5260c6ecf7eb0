document.getElementById('content')?.replaceChildren('');
export {};
