// A search box that writes to the address when the typing pauses, and leaves Chinese input methods alone meanwhile.
import { SearchOutlined } from '@ant-design/icons';
import { Input } from 'antd';
import { useEffect, useRef, useState } from 'react';

const PAUSE_MS = 350;

export function SearchBox({
  value,
  label,
  width = 260,
  onChange,
}: {
  value: string;
  label: string;
  width?: number;
  onChange: (text: string) => void;
}) {
  const [typed, setTyped] = useState(value);
  const told = useRef(value);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    if (value === told.current) return;
    told.current = value;
    setTyped(value);
  }, [value]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const tell = (text: string) => {
    clearTimeout(timer.current);
    if (text.trim() === told.current) return;
    told.current = text.trim();
    onChange(told.current);
  };
  return (
    <Input
      allowClear
      prefix={<SearchOutlined />}
      value={typed}
      placeholder={label}
      aria-label={label}
      maxLength={60}
      style={{ width, maxWidth: '100%' }}
      onChange={(event) => {
        const text = event.target.value;
        setTyped(text);
        clearTimeout(timer.current);
        if (!(event.nativeEvent as InputEvent).isComposing)
          timer.current = setTimeout(() => tell(text), text === '' ? 0 : PAUSE_MS);
      }}
      onCompositionEnd={(event) => {
        const text = event.currentTarget.value;
        timer.current = setTimeout(() => tell(text), PAUSE_MS);
      }}
      onPressEnter={() => tell(typed)}
    />
  );
}
